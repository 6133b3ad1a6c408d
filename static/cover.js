/* Loaded first: a screen that was hidden stays hidden when the page changes, with no flash of it. */
try {
  if (sessionStorage.getItem("covered")) document.documentElement.classList.add("covered");
} catch (error) { /* no storage: the cover lasts for this page only */ }
