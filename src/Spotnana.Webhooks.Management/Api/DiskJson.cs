namespace Spotnana.Webhooks.Management.Api;

/// <summary>The space of the inbox.</summary>
/// <param name="Bytes">What it takes.</param>
/// <param name="FreeBytes">What is free on its disk. Null: its engine cannot see that, nor the rest.</param>
/// <param name="ReusableBytes">What is free inside of its files.</param>
/// <param name="MinFreeBytes">Below how much room bodies go early. 0: never.</param>
/// <param name="UnderPressure">Whether they do now.</param>
internal sealed record DiskJson(long Bytes, long? FreeBytes, long? ReusableBytes, long? MinFreeBytes, bool? UnderPressure);
