using System.Threading.Channels;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// The connections that are free. They are given out in the order of asking, so that a retry does not hold back what is new.
/// </summary>
internal sealed class Connections
{
    private readonly Channel<Connection> _free = Channel.CreateUnbounded<Connection>();

    public Connections(int count)
    {
        for (var i = 0; i < count; i++)
            Return(new Connection());
    }

    public ValueTask<Connection> TakeAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    public void Return(Connection connection) => _free.Writer.TryWrite(connection);
}
