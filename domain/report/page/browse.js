// The one script of the report's page: filters and pages through the answers. Without it the page shows examples.
{
  const perPage = 24;
  const closedLength = 600;
  const marks = { right: '✓', wrong: '✗', answered: '–', refused: '✗', failed: '–' };
  const byId = (id) => document.getElementById(id);
  const { texts, pictures, samples } = JSON.parse(byId('answers-data').textContent);
  const form = byId('browse');
  const list = byId('answers');
  const card = byId('card').content.firstElementChild;
  let page = 0;

  const isShown =
    ({ kind, outcome, slice, search }) =>
    (sample) =>
      (kind === '' || sample.kind === kind) &&
      (outcome === '' || sample.answers.some(([, number]) => texts[number] === outcome)) &&
      (slice === '' || sample.slices.some((number) => texts[number] === slice)) &&
      (search === '' || textOf(sample).includes(search.toLowerCase()));

  const textOf = ({ id, question, targets, answers }) =>
    [id, ...[question, targets, ...answers.map(([, , text]) => text)].map((number) => texts[number])]
      .join('\n')
      .toLowerCase();

  const fillText = (place, text) => {
    const characters = text.length > closedLength ? Array.from(text) : [];
    place.textContent = characters.length > closedLength ? '' : text;
    if (characters.length <= closedLength) return;
    const [details, summary, start, rest] = ['details', 'summary', 'bdi', 'bdi'].map((name) =>
      document.createElement(name),
    );
    details.className = 'long';
    start.textContent = characters.slice(0, closedLength).join('');
    rest.textContent = characters.slice(closedLength).join('');
    summary.append(start);
    details.append(summary, rest);
    place.replaceWith(details);
  };

  const fillAnswer = (row, [result, outcome, text, cut, label, reason]) => {
    const word = texts[result];
    row.className = `answer ${word}`;
    const mark = row.querySelector('.mark');
    mark.textContent = marks[word];
    mark.setAttribute('aria-label', word);
    row.querySelector('.rating').title = texts[reason];
    row.querySelector('.rating bdi').textContent = texts[label];
    row.querySelector('em').textContent = texts[outcome] === 'answered' ? '' : `${texts[outcome]}:`;
    row.querySelector('dd small').textContent = cut ? '(cut by length)' : '';
    fillText(row.querySelector('dd bdi'), texts[text]);
  };

  const filled = ({ id, earlier, question, targets, picture, answers }) => {
    const item = card.cloneNode(true);
    if (picture !== undefined) {
      const image = Object.assign(document.createElement('img'), { className: 'cover', alt: `The image of ${id}` });
      image.src = pictures[picture];
      item.querySelector('.cover').replaceWith(image);
    }
    if (earlier === undefined) item.querySelector('.earlier').remove();
    else item.querySelector('.earlier bdi').textContent = texts[earlier];
    fillText(item.querySelector('.question bdi'), texts[question]);
    fillText(item.querySelector('.target bdi'), texts[targets]);
    item.querySelectorAll('.answer').forEach((row, index) => {
      fillAnswer(row, answers[index]);
    });
    return item;
  };

  const show = () => {
    const found = samples.filter(isShown(Object.fromEntries(new FormData(form))));
    page = Math.max(0, Math.min(page, Math.ceil(found.length / perPage) - 1));
    const first = page * perPage;
    const shown = found.slice(first, first + perPage);
    list.replaceChildren(...shown.map(filled));
    form.elements.found.value = found.length
      ? `${first + 1} to ${first + shown.length} of ${found.length}`
      : 'None: no answer fits all filters.';
    form.elements.back.disabled = page === 0;
    form.elements.on.disabled = first + perPage >= found.length;
  };

  const turn = (step) => {
    page += step;
    show();
    form.scrollIntoView();
  };

  // Links to a group, such as those of the table of pairs.
  const follow = () => {
    const kind = location.hash.slice(1).replace('-', ' ');
    const choice = [...form.elements.kind].find(({ value }) => value !== '' && value === kind);
    if (!choice) return;
    form.reset();
    choice.checked = true;
    form.elements.slice.value = form.dataset.verdict;
    page = 0;
    show();
    form.scrollIntoView();
  };

  form.addEventListener('input', () => {
    page = 0;
    show();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.elements.back.addEventListener('click', () => turn(-1));
  form.elements.on.addEventListener('click', () => turn(1));
  addEventListener('hashchange', follow);
  byId('shelves').hidden = true;
  byId('browser').hidden = false;
  show();
  follow();
}
