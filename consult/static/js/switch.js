// The way to the other language takes a refused form along as it was sent; with a script, as it stands now.
{
  document.addEventListener("submit", (event) => {
    const carrier = event.target;
    if (!carrier.matches?.("form[data-switch]")) return;
    const form = [...document.querySelectorAll("main form")].find(
      (other) => other.elements.namedItem("form_name")?.value === carrier.dataset.switch,
    );
    if (!form) return;
    const secret = new Set([...form.querySelectorAll("input[type=password]")].map((field) => field.name));
    const own = new Set([...carrier.elements].filter((field) => !("typed" in field.dataset)).map((field) => field.name));
    carrier.querySelectorAll("[data-typed]").forEach((field) => field.remove());
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || own.has(name) || secret.has(name)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.typed = "";
      carrier.append(field);
    }
  });
}
