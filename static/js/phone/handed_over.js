// While a trainer's device is in a client's hands: what it keeps of others is not shown until the server has answered
// the trainer again.
import { whyUnusable } from "./database.js";
import { openStore } from "./store.js";

if (!(await whyUnusable())) {
  const store = await openStore(document.body.dataset.phoneOwner);
  await store.hide();
}
