// Answers the buttons, fields and links that are lower than a finger needs; a link that is part of a text is none.
(least) =>
  [
    ...document.querySelectorAll(
      'button, [role=button], input:not([hidden]), a.mantine-Button-root, .tabs > a',
    ),
  ]
    .filter((element) => element.checkVisibility())
    .filter((element) => !element.closest('.link') && !element.matches('.link, .skip, [type=range]'))
    .map(
      (element) =>
        element.closest('.mantine-Checkbox-body, .mantine-Radio-body, .mantine-Switch-body') ?? element,
    )
    .filter((element) => element.getBoundingClientRect().height < least - 0.5)
    .map(
      (element) =>
        `${Math.round(element.getBoundingClientRect().height)} px: ${element.outerHTML.slice(0, 120)}`,
    );
