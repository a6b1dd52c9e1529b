using Microsoft.AspNetCore.Connections;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// A connection that a listener took: a feature of the connection. While the service waits for its client, for a request or for the rest of
/// one, it can be dropped when others need the place.
/// </summary>
internal sealed class ClientConnection(ConnectionPlaces places, ConnectionContext connection)
{
    /// <summary>Where it stands among those that can be dropped; null while it cannot.</summary>
    internal DropOrder<ClientConnection>.Entry? Entry { get; set; }

    /// <summary>Whether it has lost its place, or given it back.</summary>
    internal bool IsGone { get; set; }

    internal ConnectionContext Context => connection;

    /// <summary>The connection has ended.</summary>
    internal void Gone() => places.Leave(this);

    /// <summary>The service waits for the client from now on.</summary>
    public void Waits() => places.Waits(this);

    /// <summary>A whole request is there: until it is answered the connection is not dropped.</summary>
    public void HasWholeRequest() => places.Works(this);
}
