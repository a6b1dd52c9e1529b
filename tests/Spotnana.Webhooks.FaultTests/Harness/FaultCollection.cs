namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>One test at a time: each has the machine to itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xunit calls it a collection
public sealed class FaultCollection : ICollectionFixture<PublishedService>
#pragma warning restore CA1711
{
    public const string Name = "published service";
}
