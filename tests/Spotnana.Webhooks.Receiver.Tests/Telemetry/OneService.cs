namespace Spotnana.Webhooks.Receiver.Tests.Telemetry;

/// <summary>Listeners to meters and spans hear the whole process: these tests run when no other service does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneService
{
    public const string Name = "One service at a time";
}
