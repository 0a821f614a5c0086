/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Runs in the reader's browser, as text: it may use nothing but what is in it. The address's fragment holds which cell is
 * open and what is filtered by, `#CELL?filesystem=ext4&text=guard`, so that what is seen can be sent as a link; without a
 * filter it is the plain fragment, which works without this script, too.
 */
export function enliven(): void {
  const form = document.querySelector<HTMLFormElement>('#filters');
  const output = document.querySelector<HTMLOutputElement>('#shown');
  if (form === null || output === null) return;
  const fields = [...form.querySelectorAll<HTMLSelectElement | HTMLInputElement>('select, input')];
  const rows = [...document.querySelectorAll<HTMLDetailsElement>('details.cell')].map((details) => ({
    details,
    id: details.querySelector('.body')?.id ?? '',
    summary: details.querySelector('summary'),
    text: '',
  }));
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('a.entry')].map((link) => [link.hash.slice(1), link]),
  );
  const groups = [...document.querySelectorAll<HTMLElement>('.group')];
  const lines = [...document.querySelectorAll<HTMLElement>('.matrix tbody tr')];
  let current = '';

  const textOf = (row: (typeof rows)[number]): string => {
    const { details } = row;
    const said = [...details.querySelectorAll('summary, .said, .why, .failures, .splats')].map(
      (each) => each.textContent,
    );
    row.text ||= [details.dataset['workload'], details.dataset['device'], ...said].join(' ').toLowerCase();
    return row.text;
  };
  const matches = (row: (typeof rows)[number]): boolean =>
    fields.every(({ name, value }) => {
      if (value === '') return true;
      if (name === 'text') return textOf(row).includes(value.trim().toLowerCase());
      return (row.details.dataset[name] ?? '').split('|').includes(value);
    });
  const show = (): void => {
    let count = 0;
    for (const row of rows) {
      const shown = matches(row);
      if (shown) count += 1;
      row.details.hidden = !shown;
      const link = links.get(row.id);
      if (link !== undefined) link.hidden = !shown;
    }
    for (const group of groups) group.hidden = group.querySelector('details.cell:not([hidden])') === null;
    for (const line of lines) line.hidden = line.querySelector('a.entry:not([hidden])') === null;
    output.value = count === rows.length ? `${count} cells` : `${count} of ${rows.length} cells`;
  };
  const address = (): string => {
    const set = fields.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]);
    const query = new URLSearchParams(set).toString();
    return `#${current}${query === '' ? '' : `?${query}`}`;
  };
  const open = (id: string): void => {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) {
      document.getElementById(id)?.scrollIntoView();
      return;
    }
    if (!matches(row)) form.reset();
    show();
    row.details.open = true;
    row.summary?.focus({ preventScroll: true });
    row.details.scrollIntoView();
  };
  const follow = (): void => {
    const [id = '', query = ''] = location.hash.slice(1).split(/\?(.*)/s);
    const wanted = new URLSearchParams(query);
    for (const field of fields) {
      field.value = wanted.get(field.name) ?? '';
      // A value that is not among a choice's leaves it empty, as it was never asked for.
      if (field.value !== (wanted.get(field.name) ?? '')) field.value = '';
    }
    current = decodeURIComponent(id);
    show();
    open(current);
  };

  form.addEventListener('input', () => {
    show();
    history.replaceState(null, '', address());
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    // The fields are empty after this event, not in it.
    setTimeout(() => {
      show();
      history.replaceState(null, '', address());
    });
  });
  for (const [id, link] of links)
    link.addEventListener('click', (event) => {
      event.preventDefault();
      current = id;
      history.pushState(null, '', address());
      open(id);
    });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-verdict]'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      form.reset();
      for (const field of fields) if (field.name === 'verdict') field.value = link.dataset['verdict'] ?? '';
      current = 'matrix';
      history.pushState(null, '', address());
      show();
      open(current);
    });
  for (const { details, id, summary } of rows)
    summary?.addEventListener('click', () => {
      // It is open after this event where it is closed in it.
      current = details.open ? '' : id;
      history.replaceState(null, '', address());
    });
  addEventListener('hashchange', follow);
  // A browser that goes to a fragment by itself, before this event, takes the focus away.
  addEventListener('load', () => open(current));
  form.hidden = false;
  follow();
}
