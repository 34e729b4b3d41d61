// Asking the server from a phone: with an end to waiting, and one tab at a time.

const PATIENCE = 8000;
const OTHER_TABS = 20000;

/** One answer: {status, data}; status 0 where none came in time. A redirect counts as an answer without data. */
export async function ask(path, { headers = {}, patience = PATIENCE, ...more } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(path, {
      ...more,
      headers: { Accept: "application/json", ...headers },
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: abort.signal,
    });
    if (response.type === "opaqueredirect") return { status: 302, data: null };
    return { status: response.status, data: await jsonOf(response) };
  } catch {
    return { status: 0, data: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Null for whatever is no JSON: an error page, or what a hotel's network puts in the way. */
async function jsonOf(response) {
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) return null;
  return response.json();
}

/**
 * Does the work while no other tab of this trainer does. A tab that sleeps holds nobody up for long: the server takes
 * each operation once.
 */
export async function alone(owner, work) {
  if (!navigator.locks) return work();
  let isOurs = false;
  const ours = () => {
    isOurs = true;
    return work();
  };
  try {
    return await navigator.locks.request(`carelane-${owner}`, { signal: AbortSignal.timeout(OTHER_TABS) }, ours);
  } catch (error) {
    if (isOurs) throw error;
    return work();
  }
}
