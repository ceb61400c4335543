import { useSyncExternalStore } from 'react';
import type { Observable } from '../models/observable';

/** Draw again when a model changes. */
export function useObservable<Model extends Observable>(model: Model): Model {
  useSyncExternalStore(model.subscribe, model.version);
  return model;
}
