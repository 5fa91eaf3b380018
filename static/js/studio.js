// What every page shares: the theme, before the first paint so that a chosen one never flashes the other; the time zone,
// which the server is told; menus that close when one clicks elsewhere; and Escape, which takes a question back.
{
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    chosen = null; // storage may be blocked: the system's theme is used then
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "");
  if (zone && !document.cookie.split("; ").includes(`time_zone=${zone}`)) {
    const safely = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `time_zone=${zone}; path=/; max-age=31536000; SameSite=Lax${safely}`; // when a day begins here
  }

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

  // A sensitive picture is shown once somebody asks to see it.
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-veil] > button");
    if (!asked) return;
    asked.parentElement.removeAttribute("data-veil");
    asked.remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.ask[open]") ?? document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
