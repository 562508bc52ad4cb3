"""What plugs into Rasa's server, and what makes Rasa start without TensorFlow."""
