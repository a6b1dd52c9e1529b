namespace Spotnana.Webhooks.Cli.Simulation.Records;

/// <summary>The ledger cannot be written: nothing else that goes wrong shall be taken for this.</summary>
internal sealed class LedgerException(IOException cause) : Exception(cause.Message, cause);
