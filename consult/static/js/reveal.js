// Passwords can be shown while they are typed; the button exists only when this runs.
{
  document.querySelectorAll("input[data-reveal]").forEach((field) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet reveal";
    button.setAttribute("aria-controls", field.id);
    const label = () => {
      button.textContent = field.type === "password" ? field.dataset.reveal : field.dataset.hide;
    };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      label();
    });
    // Never leave a readable password behind for the browser to remember.
    field.form?.addEventListener("submit", () => {
      field.type = "password";
    });
    label();
    field.after(button);
  });
}
