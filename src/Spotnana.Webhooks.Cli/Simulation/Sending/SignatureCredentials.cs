using Spotnana.Webhooks.Cli.Events;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>Signs each attempt with the time of its sending, under the same id: a receiver that allows for five minutes only takes a late retry too.</summary>
internal sealed class SignatureCredentials(SecretRotation rotation, TimeProvider clock) : IDeliveryCredentials
{
    public string IdOf(PlannedDelivery delivery, byte[] body) => delivery.Id;

    public ValueTask<AttemptHeaders> HeadersAsync(PlannedDelivery delivery, byte[] body, Connection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptHeaders.Of(SignedEvent.Sign(body, rotation.Current(), delivery.Id, delivery.TraceId, clock).Headers));
}
