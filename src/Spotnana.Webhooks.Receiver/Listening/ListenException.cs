using System.Net.Sockets;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>An address cannot be listened on. A socket's exception, since the server treats some of those in a way of its own.</summary>
internal sealed class ListenException(SocketError error, string message) : SocketException((int)error, message);
