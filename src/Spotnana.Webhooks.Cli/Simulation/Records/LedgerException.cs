namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>The ledger cannot be written. A type of its own, so that nothing else that goes wrong is taken for this.</summary>
internal sealed class LedgerException(IOException cause) : Exception(cause.Message, cause);
