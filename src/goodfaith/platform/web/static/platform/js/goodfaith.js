/* Behaviour of all pages. A room's own modules import what they need from here. */
import "./drawer.js";
import "./menu.js";
import "./finder.js";
import "./toasts.js";
import "./dialogs.js";
import "./copy.js";
import "./rows.js";
import "./forms.js";
import "./chooser.js";
import "./day.js";
