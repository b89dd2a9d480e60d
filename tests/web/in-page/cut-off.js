// Answers the texts that are cut off or stand out of the window: of what may be cut where it is long (names, addresses), none.
() => {
  const own = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  const scrolls = (element) => {
    for (let each = element; each !== null; each = each.parentElement)
      if (/auto|scroll/.test(getComputedStyle(each).overflowX)) return true;
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => own(element) && element.checkVisibility())
    .filter((element) => element.closest('.cut, .mono, .visually-hidden, .skip, input, svg') === null)
    .filter((element) => {
      const box = element.getBoundingClientRect();
      const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      const isOutside = (box.right > innerWidth + 1 || box.left < -1) && !scrolls(element);
      return isOutside || (isCut && getComputedStyle(element).overflowX !== 'visible');
    })
    .map((element) => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 80)}`);
};
