import { captionOf, dayText, footerOf } from '../../src/card/captions';
import { watchControls } from '../../src/card/named';
import { neighboursOf } from '../../src/card/neighbours';
import { CardState } from '../../src/card/state';
import { IChoices } from '../../src/choices';
import { FakeModel, content, settled } from '../fakes';

const CHOICES: IChoices = {
  params: [
    { name: 'country', kind: 'toggle', type: 'string', labels: ['FR', 'DE'] },
    {
      name: 'year',
      kind: 'slider',
      type: 'number',
      labels: ['1', '2', '3'],
      positions: [1, 2, 3]
    },
    { name: 'unit', kind: 'caption', type: 'string', labels: ['EUR'] }
  ],
  rows: [
    ['FR', '1', 'EUR'],
    ['FR', '2', 'EUR'],
    ['FR', '3', 'EUR'],
    ['DE', '2', 'EUR']
  ]
};

describe('the neighbours of what is shown', () => {
  it('are one step of one control away', () => {
    expect(neighboursOf(CHOICES, 1)).toEqual([3, 2, 0]);
    expect(neighboursOf(CHOICES, 0)).toEqual([3, 1]);
    expect(neighboursOf({ params: [], rows: [[]] }, 0)).toEqual([]);
  });
});

describe('the state of a card', () => {
  const state = new CardState(
    new FakeModel({
      title: 'GDP',
      stack: 'ann/gdp',
      choices: CHOICES,
      controls: { country: 'anywidget:abc', year: 'def' }
    })
  );

  it('says what is shown in words', () => {
    const shown = content({ index: 3, description: 'by year' });

    expect(captionOf(state, shown)).toBe('GDP, by year, country DE, year 2');
  });

  it('names the controls by their models', () => {
    expect(state.controls).toEqual({ country: 'abc', year: 'def' });
  });

  it('is empty where the model has nothing', () => {
    const none = new CardState(new FakeModel({}));

    expect([none.contents, none.selected, none.frame, none.isLive]).toEqual([
      [],
      -1,
      null,
      false
    ]);
  });
});

describe('the foot of a card', () => {
  it('says which revision it shows', () => {
    const frame = {
      id: 'f',
      number: 3,
      time: '2026-11-02T10:31:00',
      message: 'May'
    };
    const parts = footerOf(frame) as HTMLElement[];

    expect(parts.map(part => part.textContent)).toEqual([
      'Frame 3',
      'May',
      '2 Nov 2026'
    ]);
    expect(parts[2]?.querySelector('time')?.title).toBe('2 Nov 2026, 10:31');
    expect(dayText(new Date(2020, 0, 1))).toBe('1 Jan 2020');
    expect(footerOf(null)).toEqual([]);
  });
});

/** Let the browser draw once. */
async function drawn(): Promise<void> {
  await settled();
  await new Promise(requestAnimationFrame);
}

describe('a control, for people who do not see', () => {
  it('is a slider that says its label', async () => {
    document.body.innerHTML =
      '<div class="dstack-control widget-hslider"><label class="widget-label" title="null">year</label>' +
      '<div class="noUi-target"><div class="noUi-handle" role="slider" aria-valuenow="1.0"' +
      ' aria-valuemax="2.0" aria-valuetext="1"></div></div>' +
      '<div class="widget-readout" contenteditable="true">2002</div></div>';
    watchControls();
    await drawn();
    const handle = document.querySelector('.noUi-handle') as HTMLElement;
    const readout = document.querySelector('.widget-readout') as HTMLElement;
    expect(handle.getAttribute('aria-label')).toBe('year');
    expect(handle.getAttribute('aria-valuetext')).toBe('2002');
    expect(readout.hasAttribute('contenteditable')).toBe(false);
    expect(document.querySelector('label')?.hasAttribute('title')).toBe(false);

    readout.textContent = '2007';
    await settled();

    expect(handle.getAttribute('aria-valuetext')).toBe('2007');
  });

  it('goes to the ends of a slider as it is now', async () => {
    document.body.innerHTML =
      '<div class="dstack-control widget-hslider"><div class="noUi-target">' +
      '<div class="noUi-handle" aria-valuemax="11.0"></div></div></div>';
    watchControls();
    await drawn();
    const set = jest.fn();
    const slider = document.querySelector('.noUi-target');
    Object.assign(slider as object, { noUiSlider: { set } });
    const press = (key: string): boolean | undefined =>
      document
        .querySelector('.noUi-handle')
        ?.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
        );

    expect([press('End'), press('Home'), press('ArrowUp')]).toEqual([
      false,
      false,
      true
    ]);
    expect(set.mock.calls).toEqual([[11], [0]]);
  });

  it('is a group of buttons that says which one is pressed', async () => {
    document.body.innerHTML =
      '<div class="dstack-control widget-toggle-buttons"><label class="widget-label">view</label><div>' +
      '<button class="widget-toggle-button mod-active">a</button>' +
      '<button class="widget-toggle-button">b</button></div></div>';
    watchControls();
    await drawn();
    const [a, b] = document.querySelectorAll('button');
    expect(a?.parentElement?.getAttribute('aria-label')).toBe('view');
    expect(a?.getAttribute('aria-pressed')).toBe('true');

    a?.classList.remove('mod-active');
    b?.classList.add('mod-active');
    await settled();

    expect(b?.getAttribute('aria-pressed')).toBe('true');
    expect(a?.getAttribute('aria-pressed')).toBe('false');
  });
});
