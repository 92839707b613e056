// A sitting under way: [data-room=URL] is asked again every few seconds while the page is seen; unchanged, the answer is an
// empty 304. The sentence follows; when an item or a vote has opened or closed, the page offers to be shown again: it never
// reloads by itself, because somebody may be about to vote.
{
  const EVERY = 5_000;
  const place = document.querySelector("[data-room]");
  let tag;
  let timer;
  let over = !place;

  async function ask() {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(place.dataset.room, { headers, credentials: "omit", cache: "no-store" });
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag");
    const { stage, text, over: ended } = await answer.json();
    over = ended;
    place.querySelector("[data-room-text]").textContent = text;
    if (stage === place.dataset.stage) return;
    place.dataset.stage = stage;
    place.querySelector("[data-room-spoken]").textContent = text;
    place.querySelector("[data-room-changed]").hidden = false;
  }

  async function turn() {
    // A network that is away for a while is no reason to disturb anybody: the next turn asks again.
    await ask().catch(() => {});
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!over && !document.hidden) timer = setTimeout(turn, EVERY);
  }

  document.addEventListener("visibilitychange", () => (document.hidden || over ? clearTimeout(timer) : turn()));
  plan();
}
