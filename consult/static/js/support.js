// Supporting without a new page: the same form is sent, and what it changes taken over from the page that answers.
// Whatever else answers (a refusal, signing in, no network) is left to the browser, as without this script.
{
  const DOUBLE_CLICK = 600;
  const FORMS = "#support form[action*='/support']";
  const SAID = "main .notice[role=status]";
  const NEXT = "[aria-labelledby=next-title]";
  const path = (url) => new URL(url, location).pathname;
  let shown = -DOUBLE_CLICK;

  async function answered(form) {
    const answer = await fetch(form.action, { method: "post", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("support") && path(answer.url) === location.pathname) return page;
    location.assign(answer.url);
  }

  function show(old, page) {
    const box = page.getElementById("support");
    const notice = page.querySelector(SAID);
    const here = old.contains(document.activeElement) || document.activeElement === document.body;
    document.querySelectorAll(SAID).forEach((said) => said.remove());
    old.replaceWith(box);
    document.querySelector(NEXT)?.replaceWith(page.querySelector(NEXT) ?? "");
    shown = performance.now();
    const button = box.querySelector(`${FORMS} button`);
    if (here && !button) box.tabIndex = -1;
    if (here) (button ?? box).focus({ preventScroll: true });
    if (!notice) return;
    // An empty place first, then its words: only a change is announced.
    const words = [...notice.childNodes];
    notice.replaceChildren();
    box.prepend(notice);
    setTimeout(() => notice.append(...words), 100);
  }

  // The second click of a double click must not take back what the first one did; keys (detail 0) do not slip.
  document.addEventListener("click", (event) => {
    const second = event.detail && event.timeStamp - shown < DOUBLE_CLICK;
    if (second && event.target.closest?.(FORMS)) event.preventDefault();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(FORMS)) return;
    event.preventDefault();
    const box = form.closest("#support");
    try {
      const page = await answered(form);
      if (page && box.isConnected) show(box, page);
    } catch {
      form.submit(); // its token counts once, even if the first sending had arrived
    }
  });
}
