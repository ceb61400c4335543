import { DOMWidgetView, WidgetModel } from '@jupyter-widgets/base';
import { Widget } from '@lumino/widgets';
import { Board } from '../board';
import { boards } from '../boards';
import { CardState } from '../card/state';
import { IModel } from '../controls';
import { Query, isPage } from '../query';
import { PageWidgets } from './widgets';
import { whenReady } from './ready';

type WidgetState = Parameters<PageWidgets['set_state']>[0];

interface ISaved {
  state: Record<string, unknown>;
}

const CARD = 'dstack_jupyter.CardView';

/** Make the widgets of the page, let its URL move the controls, and put each widget into its slot. */
async function start(): Promise<void> {
  document.documentElement.classList.toggle(
    'dstack-framed',
    window !== window.top
  );
  const text = document.getElementById('dstack-state')?.textContent;
  if (!text) {
    return;
  }
  const widgets = new PageWidgets();
  const state = JSON.parse(text) as WidgetState;
  shareModule(state);
  const models = await widgets.set_state(state);
  makeBoards(models);
  whenReady();
  await Promise.all(slots().map(slot => mount(slot, widgets)));
}

/** Cards have code that finds the module that draws them; a page that lies beside the module knows where it is. */
function shareModule(state: WidgetState): void {
  if (!import.meta.url.startsWith('http')) {
    return;
  }
  for (const { state: card } of Object.values(state.state) as ISaved[]) {
    if (card._anywidget_id === CARD) {
      card._esm = new URL('card.js', import.meta.url).href;
    }
  }
}

/** All cards of the page are known: their boards are made before any card is drawn. */
function makeBoards(models: readonly WidgetModel[]): void {
  const byId = new Map(models.map(model => [model.model_id, model]));
  const made = new Set<Board>();
  for (const model of models.filter(isCard)) {
    const state = new CardState(model);
    const board = boards.get(state.board) ?? new Board(() => false, true);
    boards.set(state.board, board);
    made.add(board);
    board.add(
      {
        stack: state.stack,
        controls: state.controls,
        shared: state.shared,
        choices: () => state.choices,
        show: index => void model.set('selected', index)
      },
      controlsOf(state, byId)
    );
  }
  if (isPage()) {
    made.forEach(board => new Query(board).include());
  }
}

function isCard(model: WidgetModel): boolean {
  return model.get('_anywidget_id') === CARD;
}

function controlsOf(
  state: CardState,
  models: ReadonlyMap<string, WidgetModel>
): Map<string, IModel> {
  const controls = new Map<string, IModel>();
  for (const id of Object.values(state.controls)) {
    const model = models.get(id);
    if (model) {
      controls.set(id, model);
    }
  }
  return controls;
}

function slots(): HTMLElement[] {
  return [
    ...document.querySelectorAll<HTMLElement>('.dstack-slot[data-model]')
  ];
}

async function mount(slot: HTMLElement, widgets: PageWidgets): Promise<void> {
  const model = await widgets.get_model(slot.dataset.model ?? '');
  const view = await widgets.create_view<DOMWidgetView>(model);
  slot.replaceChildren();
  Widget.attach(view.luminoWidget, slot);
}

void start();
