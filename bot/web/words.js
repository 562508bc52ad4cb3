/** What the assistant's page says by itself. */

export const WORDS = {
  emergency:
    "Medical emergency? Contact International SOS: " +
    "the number is on your International SOS membership card.",
  title: "Travel assistant",
  greeting:
    "Hello. Ask me about traveling abroad: medical coverage, emergencies, registering your trip. " +
    "Each of my answers names its source.",
  questions: [
    "What medical coverage do I have abroad?",
    "Do I have to register my trip?",
    "How do I contact International SOS?",
  ],
  close: "Close",
  conversation: "Conversation",
  input: "Your message",
  send: "Send",
  tooLong: (length, limit) => `${length} of ${limit} characters: please shorten it.`,
  retry: "Retry",
  you: "You:",
  assistant: "Assistant:",
  choices: "Choices",
  examples: "Example questions",
  writing: "The assistant is writing.",
  queued: "Will be sent after the answer above.",
  failed: "Not sent yet.",
  busy: "The assistant has too much to do just now. Please try again in a minute.",
  quote: "What the page says",
  download: "Download",
  refused: "The assistant could not take this message.",
  unreachable: "The assistant cannot be reached",
  doNotWait: "In an emergency do not wait for it.",
  kept: "What you write is kept here and sent as soon as the assistant is back.",
  back: "The assistant is back.",
  forgotten: "A new conversation has begun: the assistant no longer knows what was said above.",

  helpful: "Helpful",
  notHelpful: "Not helpful",
  rating: "Was this answer helpful?",
  notRated: "Your opinion could not be sent. Please try again.",

  handIn: "Hand in your itinerary",
  chooseFile: "Choose a file",
  fileHint: (megabytes) =>
    `PDF, Word, text, calendar, e-mail or web page, up to ${megabytes} MB. Or paste the text.`,
  sendingFile: (name) => `Sending ${name}`,
  cancel: "Cancel",
  canceled: "Canceled: the file was not handed in.",
  wrongFile:
    "This kind of file cannot be read. Choose a PDF, Word, text, calendar, e-mail or web page.",
  emptyFile: "This file is empty. Choose another one.",
  largeFile: (megabytes) => `This file is larger than ${megabytes} MB. Choose a smaller one.`,
  fileNotSent: "The file could not be sent: the assistant cannot be reached.",
  fileForgotten:
    "The assistant no longer knows this conversation, so it did not take the file. " +
    "Tell it again what you want to do.",
  file: "File:",

  more: "More",
  startOver: "Start over",
  print: "Print",
  mail: "E-mail it to yourself",
  save: "Save as a text file",
  delete: "Delete my conversation",
  fileName: "travel-assistant",
  deleteTitle: "Delete this conversation?",
  deleteWhat:
    "It is deleted here and at the assistant, for good. Trips that you have registered stay " +
    "registered; to withdraw one, ask for it first, since a new conversation does not know it.",
  deleteYes: "Delete",
  deleteNo: "Keep it",
  deleted: "Your conversation was deleted. Trips that you registered stay registered.",
  notDeleted: "It could not be deleted: the assistant cannot be reached. Please try again later.",
};
