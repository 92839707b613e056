// The way to the other language takes along what is typed: a refused form as it was sent or as it stands now,
// and a form that was not sent yet, which without a script stays behind.
{
  const named = (form) => form.elements.namedItem("form_name")?.value;
  const forms = () => [...document.querySelectorAll("main form")].filter(named);
  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  function take(form, carrier) {
    const secret = new Set([...form.querySelectorAll("input[type=password]")].map((field) => field.name));
    const own = new Set([...carrier.elements].filter((field) => !("typed" in field.dataset)).map((field) => field.name));
    carrier.querySelectorAll("[data-typed]").forEach((field) => field.remove());
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || own.has(name) || secret.has(name)) continue;
      const field = hidden(name, value);
      field.dataset.typed = "";
      carrier.append(field);
    }
  }

  // Words only: a choice in a secret vote goes nowhere before it is cast. What came along once is the page's own by now.
  const back = document.querySelector("main[data-kept]");
  const written = (field) =>
    field.matches("textarea, input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])") &&
    field.value !== (back ? "" : field.defaultValue);

  document.addEventListener("submit", (event) => {
    const carrier = event.target;
    if (!carrier.matches?.("form[data-switch]")) return;
    const form = forms().find((other) => named(other) === carrier.dataset.switch);
    if (form) take(form, carrier);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".languages a[hreflang]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const form = forms().find((other) => [...other.elements].some(written));
    if (!form) return;
    event.preventDefault();
    const action = new URL(form.getAttribute("action"), location);
    const carrier = Object.assign(document.createElement("form"), {
      method: "post",
      action: action.pathname.replace(/^\/[^/]+/, `/${link.hreflang}`),
      hidden: true,
    });
    carrier.append(hidden("switch_language", "1"), hidden("switch_page", location.pathname + location.search));
    take(form, carrier);
    document.body.append(carrier);
    carrier.submit();
  });
}
