// What every page shares: the theme, before the first paint so that a chosen one never flashes the other, and menus that
// close when one clicks elsewhere.
{
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    chosen = null; // storage may be blocked: the system's theme is used then
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const switchTheme = () => {
    const current = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = current === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // the choice then lasts for this page only
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    // On a phone the tabs scroll sideways: the one of this page is brought into view.
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.querySelector("[data-theme-toggle]")?.addEventListener("click", switchTheme);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
