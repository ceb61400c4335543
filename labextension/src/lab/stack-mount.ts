import '../../style/lab.css';

export { mountStackPage } from '../panels/stack/mount';
