namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>Makes the headers by which a receiver knows Spotnana.</summary>
internal interface IDeliveryCredentials
{
    /// <summary>The id under which the receiver will store it.</summary>
    string IdOf(PlannedDelivery delivery, byte[] body);

    /// <summary>The headers of one attempt, or why there are none.</summary>
    ValueTask<AttemptHeaders> HeadersAsync(
        PlannedDelivery delivery, byte[] body, Connection connection, CancellationToken cancellationToken);
}
