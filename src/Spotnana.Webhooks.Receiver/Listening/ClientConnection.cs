using Microsoft.AspNetCore.Connections;
using Spotnana.Webhooks.Intake;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// A connection that a listener took: a feature of the connection. While the service waits for its client, for a request or for the rest of
/// one, it can be dropped when others need the place.
/// </summary>
internal sealed class ClientConnection(ConnectionPlaces places, ConnectionContext connection)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether something authentic came by it: then it is dropped after all others.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Whether its last request was refused, and nothing authentic came by it.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Completes when nothing of the connection is worked on any more.</summary>
    public Task Ended => _ended.Task;

    internal ConnectionContext Context => connection;

    /// <summary>Whether it lost its place to another.</summary>
    internal bool IsDropped { get; set; }

    /// <summary>The order in which it waits to be dropped, and where in it; null while it cannot be.</summary>
    internal (DropOrder<ClientConnection> Order, DropOrder<ClientConnection>.Entry Entry)? Waiting { get; set; }

    /// <summary>The service waits for the client from now on.</summary>
    public void Waits() => places.Wait(this);

    /// <summary>A whole request is there: until it is answered the connection is not dropped.</summary>
    public void HasWholeRequest() => places.Work(this);

    /// <summary>A request was answered; where nothing was, the status is the default.</summary>
    public void Answered(HttpContext context)
    {
        var status = context.Response.HasStarted ? context.Response.StatusCode : 0;
        // Only who holds a secret or a key gets 200 for a POST.
        IsProven |= status == StatusCodes.Status200OK && HttpMethods.IsPost(context.Request.Method);
        IsSuspect = !IsProven && status is >= 400 and < 500;
    }

    /// <summary>Nothing of the connection is worked on any more.</summary>
    public void End()
    {
        places.Leave(this);
        _ended.TrySetResult();
    }
}
