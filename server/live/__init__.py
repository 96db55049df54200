"""WebSocket connections and what they are told. Wakes enter; frames, built once, leave to viewers with the scope.

endpoint.py opens a socket, connection.py is one, hub.py knows all, channel.py tells one range of places of one day what
has changed, bus.py carries wakes between processes. None of them knows what a day or a tally is: see sources.py.
"""
