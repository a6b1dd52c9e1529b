namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Somebody who travels. The number counts all travelers from 0 on.</summary>
internal sealed record Traveler(int Number, string Id, string GivenName, Organization Organization);
