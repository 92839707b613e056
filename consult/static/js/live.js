// Live counts: every [data-live-count=URL] is asked again every 15 seconds while the page is seen. An unchanged count answers
// with an empty 304. What is seen changes at once; what is spoken changes once a minute at most.
{
  const EVERY = 15_000;
  const QUIET = 60_000;
  const places = new Map();
  const tags = new Map();
  let timer;

  document.querySelectorAll("[data-live-count]").forEach((place) => {
    const url = place.dataset.liveCount;
    places.set(url, [...(places.get(url) ?? []), place]);
    place.spokenAt = Date.now();
  });

  function show(place, text) {
    const shown = place.querySelector("[data-live-shown]");
    if (shown.textContent === text) return;
    shown.textContent = text;
    clearTimeout(place.waiting);
    place.waiting = setTimeout(() => {
      place.spokenAt = Date.now();
      place.querySelector("[data-live-spoken]").textContent = text;
    }, Math.max(0, place.spokenAt + QUIET - Date.now()));
  }

  async function ask(url) {
    const headers = tags.has(url) ? { "If-None-Match": tags.get(url) } : {};
    const answer = await fetch(url, { headers, credentials: "omit", cache: "no-store" });
    if (answer.status !== 200) return;
    tags.set(url, answer.headers.get("ETag"));
    const counts = await answer.json();
    for (const { id, text } of counts.ballots) {
      places.get(url).filter((place) => place.dataset.ballot === String(id)).forEach((place) => show(place, text));
    }
    if (counts.over) places.delete(url);
  }

  async function turn() {
    // A network that is away for a while is no reason to disturb anybody: the next turn asks again.
    await Promise.allSettled([...places.keys()].map(ask));
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (places.size && !document.hidden) timer = setTimeout(turn, EVERY);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : plan()));
  plan();
}
