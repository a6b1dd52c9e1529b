namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A customer organization of the simulated travel agency.</summary>
internal sealed record Organization(string Id, string Name);
