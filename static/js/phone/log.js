export const apply = (sheet) => sheet;
