"""The shell of all pages: design system, navigation, languages, security headers."""
