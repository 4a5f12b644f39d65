/** The frame of a list that fills its screen, and of what is open beside it. */
import classes from "./list-frame.module.css";

export const splitClass = classes.split;
export const listClass = classes.list;
