// Last week's exercises at home, ticked off as the client tells it: one press an exercise, a second takes it back.
import { state } from "./state.js";
import { operation, sync } from "./sync.js";

export function checkIn(_row, button) {
  const { week } = button.closest("[data-week]").dataset;
  const { key, exercise, days, answer } = state.sheet.homework.find((line) => line.key === week);
  const given = button.dataset.answer === answer ? "" : button.dataset.answer;
  return sync.record(operation("check_in", { prescription: key, exercise, days, was: answer, answer: given }));
}
