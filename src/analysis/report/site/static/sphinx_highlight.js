/* Found words are not marked on the page: Sphinx would mark syllables without regard to their diacritics. */
"use strict";
const SPHINX_HIGHLIGHT_ENABLED = false;
