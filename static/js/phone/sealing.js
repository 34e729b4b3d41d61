// What is stored is encrypted with a key that no script can read out.

import { done, writing } from "./database.js";

export async function keyIn(database) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = writing(database, "keys");
  const keys = transaction.objectStore("keys");
  let key = made;
  keys.get("records").onsuccess = (event) => {
    if (event.target.result) key = event.target.result;
    else keys.put(made, "records");
  };
  await done(transaction);
  return key;
}

export async function sealed(key, id, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(id) }, key, bytes);
  return { id, iv, ciphertext };
}

export async function opened(key, { id, iv, ciphertext }) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(id) }, key, ciphertext);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** A record is bound to its own key, so that none can be put in another's place. */
function bound(id) {
  return new TextEncoder().encode(id);
}
