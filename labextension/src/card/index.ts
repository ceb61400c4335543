import type { AnyModel, RenderProps } from '@anywidget/types';
import { Board, IBoardCard } from '../board';
import { boards } from '../boards';
import { IModel } from '../controls';
import { IComm } from '../contents/comm';
import { Query, isPage } from '../query';
import { Card } from './card';
import { watchControls } from './named';
import { CardState } from './state';
import { injectStyles } from './styles';
import { onTheme } from './theme';

type Model = AnyModel<Record<string, unknown>>;

const queries = new Map<Board, Query>();

/** Draw a card into its element, in whatever host: our page, Voila, JupyterLab, an exported file. */
async function render(props: RenderProps): Promise<() => void> {
  const { model, el } = props;
  const ending = new AbortController();
  const { signal } = ending;
  injectStyles();
  watchControls();
  const state = new CardState(model);
  const card = new Card(el, state, commOf(model, state), signal);
  const show = (): void => void card.show();
  for (const name of ['selected', 'contents', 'error', 'frame', 'choices']) {
    model.on(`change:${name}`, show);
  }
  onTheme(() => card.restyle(), signal);
  show();
  await join(props, state, card, signal);
  return () => ending.abort();
}

/** Let the card take part in its board, so that the controls are narrowed where no kernel does it. */
async function join(
  { model }: RenderProps,
  state: CardState,
  card: Card,
  signal: AbortSignal
): Promise<void> {
  const known = boards.get(state.board);
  const board = known ?? new Board(() => state.isLive);
  const differ = (): void => card.differ(standingOf(board, state));
  signal.addEventListener('abort', board.onMoved(differ));
  model.on('change:selected', differ);
  if (!board.isComplete) {
    boards.set(state.board, board);
    const models = await modelsOf(state, model);
    const member = memberOf(model, state);
    board.add(member, models);
    signal.addEventListener('abort', () => board.remove(member));
    if (isPage()) {
      queryOf(board).include();
    }
  }
  differ();
}

function queryOf(board: Board): Query {
  const query = queries.get(board) ?? new Query(board);
  queries.set(board, query);
  return query;
}

function memberOf(model: Model, state: CardState): IBoardCard {
  return {
    stack: state.stack,
    controls: state.controls,
    shared: state.shared,
    choices: () => state.choices,
    show: index => model.set('selected', index)
  };
}

/** The labels at which the controls of a card stand, by param. */
function standingOf(board: Board, state: CardState): Record<string, string> {
  const labels = board.standing();
  const standing: Record<string, string> = {};
  for (const [param, id] of Object.entries(state.controls)) {
    const label = labels.get(id);
    if (label !== undefined) {
      standing[param] = label;
    }
  }
  return standing;
}

/** The models of a card's controls by their ids; a control that is gone is left out. */
async function modelsOf(
  state: CardState,
  model: Model
): Promise<Map<string, IModel>> {
  const models = new Map<string, IModel>();
  for (const id of new Set(Object.values(state.controls))) {
    try {
      // Not the host's way to a model: what listens there ends with this view, and the board does not.
      models.set(id, await model.widget_manager.get_model(id));
    } catch {
      continue;
    }
  }
  return models;
}

function commOf(model: Model, state: CardState): IComm {
  return {
    isLive: () => state.isLive,
    send: message => model.send(message),
    onMessage: listener => {
      const hear = (message: object, buffers: DataView[]): void =>
        listener(message, buffers);
      model.on('msg:custom', hear);
      return () => model.off('msg:custom', hear);
    }
  };
}

export * from './preview';
export default { initialize: (): void => undefined, render };
