/** Names of time zones to choose from: those that the browser knows. The API knows more, and any may be typed. */
export const zones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')];
