import { createContext, useContext } from 'react';
import type { Me } from '../api/api';
import type { DashboardList } from '../models/dashboard-list';
import type { StackList } from '../models/stack-list';
import type { Router } from './router';

/** What the views of the web pages have around them, beside the shell of all views. */
export interface IWeb {
  router: Router;
  me: Me;
  /** Whether people sign in to this server; else it is part of somebody's own Jupyter. */
  hasUsers: boolean;
  /** The lists, which are as they were when one comes back to them. */
  stacks: StackList;
  dashboards: DashboardList;
}

const WebContext = createContext<IWeb | null>(null);

export const WebProvider = WebContext.Provider;

export function useWeb(): IWeb {
  const web = useContext(WebContext);
  if (web === null) {
    throw new Error('a view of the web pages stands in none');
  }
  return web;
}
