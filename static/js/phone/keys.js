// Keys that the phone makes: UUIDv7, later ones sort after earlier ones.

let lastMoment = 0;
let lastCount = 0;

/** From here on new keys come after this one, even where the clock has gone back since it was made. */
export function laterThan(key) {
  lastMoment = Math.max(lastMoment, Number.parseInt(key.replaceAll("-", "").slice(0, 12), 16) + 1);
}

/** A new UUIDv7 in text. Within a page each is greater than the one before, even when the clock goes back. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const moment = Math.max(Date.now(), lastMoment);
  lastCount = moment === lastMoment ? lastCount + 1 : bytes[6] & 0x07;
  lastMoment = moment;
  if (lastCount > 0xfff) {
    lastMoment += 1;
    lastCount = 0;
  }
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(lastMoment / 256 ** (5 - place)) & 0xff;
  bytes[6] = 0x70 | (lastCount >> 8);
  bytes[7] = lastCount & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
