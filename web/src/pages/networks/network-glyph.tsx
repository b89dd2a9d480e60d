export { IconAffiliate as NetworkGlyph } from '@tabler/icons-react';
