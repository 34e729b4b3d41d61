// What the server refused: each in words, to be tried again, saved as a text file, or forgotten after a question.

import { answerInWords, momentInWords, operationInWords } from "./words.js";

/** Fills the section of templates/components/phone_attention.html from the store. */
export async function showAttention(store, section) {
  const lines = await linesOf(store, await store.refused());
  section.hidden = !lines.length;
  section.querySelector("[data-phone-refused]").replaceChildren(...lines.map((line) => item(store, section, line)));
}

function item(store, section, { key, what, when, answer }) {
  const made = section.querySelector("template").content.cloneNode(true).firstElementChild;
  made.querySelector("[data-phone-what]").textContent = what;
  made.querySelector("[data-phone-when]").textContent = when;
  made.querySelector("[data-phone-answer]").textContent = answer;
  made.querySelector("[data-phone-again]").addEventListener("click", () => store.retry(key));
  made.querySelector("[data-phone-forget]").addEventListener("click", () => askToForget(store, section, { key, what }));
  return made;
}

async function askToForget(store, section, { key, what }) {
  const dialog = section.querySelector("[data-phone-ask-forget]");
  const told = dialog.querySelector("[data-phone-what]");
  told.textContent = what;
  const choice = await choiceIn(dialog);
  told.textContent = "";
  if (choice === "forget") await store.forget(key);
}

/** Opens a dialog and gives the value of the button that closes it, "" where it is left in another way. */
export function choiceIn(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** All that is not in Carelane yet, refused or waiting, as a text file. */
export async function saveAsText(store) {
  const lines = await linesOf(store, await store.all());
  const text = lines.map(({ what, when, answer }) => `${when} ${what}. ${answer}\n`).join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = `carelane-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function linesOf(store, records) {
  if (!records.length) return [];
  const sheets = new Map((await store.sheets()).map((sheet) => [sheet.session, sheet]));
  const exercises = (await store.library())?.exercises ?? [];
  return records.map(({ operation, answer }) => {
    const sheet = sheets.get(operation.session) ?? null;
    return {
      key: operation.key,
      what: operationInWords(operation, sheet, exercises),
      when: momentInWords(operation, sheet),
      answer: answerInWords(answer),
    };
  });
}
