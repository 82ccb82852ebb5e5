/** The next thing that a process of the benchmark says; rejects with what it says of an error, or when it ends. */
export const answerOf = (child) =>
  new Promise((resolve, reject) => {
    const stop = () => child.off('message', onMessage).off('exit', onExit);
    const onMessage = (answer) => {
      stop();
      if (answer.error === undefined) resolve(answer);
      else reject(new Error(answer.error));
    };
    const onExit = (code, signal) => {
      stop();
      reject(new Error(`A process of the benchmark ended with ${code ?? signal}.`));
    };
    child.on('message', onMessage).on('exit', onExit);
  });

/** What it answers to a message. */
export const ask = (child, message) => {
  child.send(message);
  return answerOf(child);
};
