/** The seeds of alarms: 2 to 29, for seed 1 is what truth runs. */
export const alarmSeeds: readonly number[] = Array.from({ length: 28 }, (_, index) => index + 2);
