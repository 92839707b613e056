// A form is sent once: the server knows by its token, this only spares the person a doubtful second press.
{
  const sent = new WeakSet();

  const buttonsOf = (form) => form.querySelectorAll("button:not([type=button])");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(() => release(form), 8000);
  });

  function release(form) {
    sent.delete(form);
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
  }

  // Coming back through the history shows the page as it was left: let it be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(release);
  });
}
