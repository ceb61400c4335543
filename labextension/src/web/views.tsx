import * as React from 'react';
import type { ITranslation } from '../panels/shell';
import type { Place, View } from './places';
import { DashboardsPage } from './dashboards';
import { SettingsPage } from './settings';
import { StackPage } from './stack';
import { StacksPage } from './stacks';
import { UsersPage } from './users';

interface IView {
  title: (trans: ITranslation, place: Place) => string;
  draw: (place: Place) => JSX.Element | null;
}

/** The pages that are drawn here, by the name of their place; others come from the server. */
export const VIEWS: Partial<Record<View, IView>> = {
  stacks: { title: trans => trans.__('Stacks'), draw: () => <StacksPage /> },
  stack: {
    title: (_, place) => (place.view === 'stack' ? place.name : ''),
    draw: place => (place.view === 'stack' ? <StackPage {...place} /> : null)
  },
  dashboards: {
    title: trans => trans.__('Dashboards'),
    draw: () => <DashboardsPage />
  },
  settings: {
    title: trans => trans.__('Settings'),
    draw: () => <SettingsPage />
  },
  users: { title: trans => trans.__('Users'), draw: () => <UsersPage /> }
};
