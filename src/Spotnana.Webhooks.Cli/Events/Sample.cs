using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>One sample event: a whole envelope as Spotnana would send it.</summary>
/// <param name="Name"><c>{event-type}.{operation}[.{booking-type}]</c> in lower case with dashes.</param>
/// <param name="Body">The bytes, ending with a line feed.</param>
/// <param name="Envelope">What the bytes say about themselves.</param>
internal sealed record Sample(string Name, byte[] Body, Envelope Envelope)
{
    public string EventType => Envelope.EventType.Name;

    public string Operation => Envelope.Operation?.Name ?? "";

    public static Sample Of(string name, byte[] body) =>
        EnvelopeReader.Read(body) is { IsReadable: true, Envelope: var envelope }
            ? new Sample(name, body, envelope)
            : throw new InvalidOperationException($"The sample {name} is not a readable envelope.");
}
