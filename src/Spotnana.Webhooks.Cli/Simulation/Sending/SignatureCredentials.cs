using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>
/// Signs each attempt with the time of its sending, under the same id, so that a receiver with a tolerance of five minutes takes a late
/// retry too.
/// </summary>
internal sealed class SignatureCredentials(SecretRotation rotation, TimeProvider clock) : IDeliveryCredentials
{
    public string IdOf(PlannedDelivery delivery, byte[] body) => delivery.Id;

    public ValueTask<AttemptHeaders> HeadersAsync(
        PlannedDelivery delivery, byte[] body, Connection connection, CancellationToken cancellationToken)
    {
        var timestamp = SignedEvent.TimestampOf(clock.GetUtcNow());
        var signed = SignedEvent.Sign(body, rotation.Current(), delivery.Id, timestamp, delivery.TraceId);
        return ValueTask.FromResult(AttemptHeaders.Of(signed.Headers));
    }
}
