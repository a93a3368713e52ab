/** Stands for the value of an option that a scenario gives as a function of the user. Each node calls it for its own users. */
export class PerUser {
  toJSON(): string {
    return "a function of the user";
  }
}

export const PER_USER = new PerUser();
